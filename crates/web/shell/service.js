// The service worker of the page as a node serves it: it keeps the files of one version in the browser, so that the page opens
// where its node cannot be asked. It asks nobody but the node, and keeps nothing else: neither trust nor documents.
'use strict';

const CACHE = '{page}-{version}';
const FILES = {files};
// A node that is slower than this is taken for one that cannot be asked.
const PATIENCE_MS = 10_000;

// All files or none: each has the hash that stands here, or this version is not kept. One at a time: the node has few places for
// one network, and the page asks it as well.
async function keep() {
  const fetched = [];
  for (const [path, integrity] of Object.entries(FILES)) {
    const answer = await fetch(path, { integrity, credentials: 'omit', referrerPolicy: 'no-referrer' });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    fetched.push([path, answer]);
  }
  const cache = await caches.open(CACHE);
  await Promise.all(fetched.map(([path, answer]) => cache.put(path, answer)));
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('{page}-') && name !== CACHE).map((name) => caches.delete(name)));
}

const kept = async (path) => (await caches.open(CACHE)).match(path);

// The node's own page where it answers, so that a version that it has replaced is not used; else the one that is kept.
async function page(request) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const answer = await Promise.race([fetch(request).catch(() => undefined), late]);
  return answer?.ok ? answer : (await kept('index.html')) ?? answer ?? Response.error();
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(keep());
});
self.addEventListener('activate', (event) => event.waitUntil(forgetOthers().then(() => self.clients.claim())));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { href, origin, pathname } = new URL(request.url);
  const scope = new URL(self.registration.scope);
  if (request.method !== 'GET' || origin !== scope.origin || !pathname.startsWith(scope.pathname)) return;
  const path = pathname.slice(scope.pathname.length);
  if (request.mode === 'navigate' && (path === '' || path === 'index.html')) return event.respondWith(page(request));
  if (path !== 'index.html' && Object.hasOwn(FILES, path)) {
    event.respondWith(kept(path).then((answer) => answer ?? fetch(href, { credentials: 'omit' })));
  }
});
