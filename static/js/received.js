// Lets go of this browser's copy of a visit once the system has its very content; one that it does not have is told.
import { dropCopy, isReceived, keyOf, readCopy } from "./copies.js";

const told = document.querySelector("[data-received][data-visit]");
const key = keyOf(told.dataset);
const copy = readCopy(key);
if (copy) {
  isReceived(copy, told.dataset).then((isIn) => {
    if (isIn) dropCopy(key);
    told.hidden = isIn;
  });
}
