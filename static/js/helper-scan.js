// Codes before the camera of a helper's phone. This script reads them, and tells each by the event "helper-scanned".

const button = document.querySelector("[data-scan]");

async function scan() {
  const video = document.querySelector("[data-camera]");
  if (video.srcObject) {
    video.srcObject.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    video.hidden = true;
    return;
  }
  const none = document.querySelector("[data-no-camera]");
  const unanswered = setTimeout(() => (none.hidden = false), 3000); // a browser may ask for ever
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
  clearTimeout(unanswered);
  none.hidden = Boolean(stream);
  if (!stream) return;
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  while (video.srcObject) {
    for (const { rawValue } of await detector.detect(video).catch(() => [])) {
      document.dispatchEvent(new CustomEvent("helper-scanned", { detail: rawValue.trim() }));
    }
    await new Promise((done) => setTimeout(done, 200));
  }
}

if (button && "BarcodeDetector" in window && navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener("click", scan);
}
