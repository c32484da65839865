// The page of a chat reads itself anew when something has happened in it. Without scripts, "Reload" does the same.
'use strict';

(() => {
  const part = document.getElementById('live');
  const notice = document.getElementById('live-notice');
  if (!part || !notice || !window.EventSource) return;
  let reading = false;
  let again = false;

  async function read() {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById('live');
      // Whoever is reading a post by keyboard is not torn away from it: they are told, and reload when they like.
      const inUse = part.contains(document.activeElement);
      if (fresh && !inUse) part.replaceChildren(...fresh.childNodes);
      notice.textContent = inUse ? notice.dataset.waiting : notice.dataset.fresh;
    } catch {
      // The next event tries again.
    } finally {
      reading = false;
      if (again) {
        again = false;
        read();
      }
    }
  }

  new EventSource(part.dataset.events).addEventListener('changed', read);
})();
