'use strict';

self.onmessage = async ({ data: file }) => {
  const reader = new FileReaderSync();
  const read = (offset, count) =>
    new Uint8Array(reader.readAsArrayBuffer(file.slice(offset, offset + count)));
  const progress = (done, total) => self.postMessage({ done, total });
  const digest = self.crypto?.subtle ? async bytes => hexadecimal(
    new Uint8Array(await self.crypto.subtle.digest('SHA-256', bytes))) : null;
  try {
    const result = await checkPackage(file.name, file.size, read, progress, digest);
    self.postMessage({ result });
  } catch (error) {
    self.postMessage({ failure: String(error?.message ?? error) });
  }
};

function hexadecimal(bytes) {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
