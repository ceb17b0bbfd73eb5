// The camera: its pictures are shown, looked at one after the other by a worker of their own, and kept nowhere.
'use strict';

// More pixels show no code better, and take longer.
const LOOKED_AT_PIXELS = 1920 * 1080;
const REST_MS = 80;

class Camera {
  // `tell` hears what happens; `reader` is a worker that has the module which reads codes.
  constructor(reader, tell) {
    this.reader = reader;
    this.tell = tell;
  }

  async begin(video) {
    try {
      const wanted = { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: wanted });
      // It was stopped while the browser asked a person.
      if (this.isOver) return this.end();
      for (const track of this.stream.getTracks()) track.onended = () => this.fail('ended');
      this.video = video;
      video.srcObject = this.stream;
      await video.play();
    } catch (error) {
      return this.fail(error.name);
    }
    if (this.isOver) return;
    this.canvas = document.createElement('canvas');
    this.reader.onmessage = ({ data }) => this.seen(data.seen);
    this.reader.onerror = () => this.fail('reader');
    this.tell('camera-began');
    this.look();
  }

  look() {
    if (this.isOver) return;
    const { videoWidth: wide, videoHeight: high } = this.video;
    if (!wide || !high) return void setTimeout(() => this.look(), REST_MS);
    const scale = Math.min(1, Math.sqrt(LOOKED_AT_PIXELS / (wide * high)));
    const [width, height] = [Math.floor(wide * scale), Math.floor(high * scale)];
    Object.assign(this.canvas, { width, height });
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(this.video, 0, 0, width, height);
    const { buffer } = context.getImageData(0, 0, width, height).data;
    this.reader.postMessage({ look: { buffer, width, height } }, [buffer]);
  }

  seen(codes) {
    if (this.isOver) return;
    if (codes.length) this.tell({ seen: { codes } });
    setTimeout(() => this.look(), REST_MS);
  }

  fail(why) {
    if (this.isOver) return;
    this.end();
    this.tell({ 'camera-failed': { why } });
  }

  // Releases the camera, so that its light goes out.
  end() {
    this.isOver = true;
    this.reader.terminate();
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    if (this.video) this.video.srcObject = null;
  }
}
