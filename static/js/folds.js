// What is folded to save height on a phone stands open where there is room, and on paper.
const open = () => document.querySelectorAll("details[data-wide]").forEach((fold) => (fold.open = true));
if (matchMedia("(min-width: 62rem)").matches) open();
addEventListener("beforeprint", open);
