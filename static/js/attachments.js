// A photo is made small on the phone before it travels; the system does it again for whoever has no scripts.
const SIDE = 1600;
const TAKEN = ["image/jpeg", "image/png", "image/webp", "image/avif"]; // any other (HEIC) is drawn anew whatever it weighs
const file = document.querySelector("[data-attach] [type=file]");

async function smaller(photo) {
  const picture = await createImageBitmap(photo, { imageOrientation: "from-image" });
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
  return new File([blob], "foto.jpg", { type: "image/jpeg" });
}

file?.addEventListener("change", async () => {
  const [photo] = file.files;
  if (!photo?.type.startsWith("image/")) return;
  try {
    const small = await smaller(photo);
    if ((small.size >= photo.size && TAKEN.includes(photo.type)) || file.files[0] !== photo) return;
    const chosen = new DataTransfer();
    chosen.items.add(small);
    file.files = chosen.files;
  } catch { /* what this browser cannot draw travels as it is, and the system says what it thinks of it */ }
});
