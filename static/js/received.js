// Lets go of this browser's copy of a visit once the system has its very content; one that it does not have is told.
import { keyOf, leftHere, readCopy, writeCopy } from "./copies.js";

const told = document.querySelector("[data-received][data-visit]");
const key = keyOf(told.dataset);
const copy = readCopy(key);
if (copy) {
  leftHere(copy, told.dataset).then((left) => {
    writeCopy(key, left);
    told.hidden = !left;
  });
}
