// Lets go of this browser's copy of a visit once the system says that it received that very sending.
const told = document.querySelector("[data-received][data-visit]");
const key = `acompana:visit:${told.dataset.person}:${told.dataset.visit}`;
try {
  const copy = JSON.parse(localStorage.getItem(key));
  if (copy && copy.submission === told.dataset.received) localStorage.removeItem(key);
} catch { /* nothing is kept here */ }
