// The checks of a summary follow what is typed. Without scripts, "Check" does the same, and saving always does.
'use strict';

(() => {
  const form = document.getElementById('wording');
  const results = document.getElementById('check-results');
  const notice = document.getElementById('check-notice');
  if (!form || !results || !notice || !window.fetch) return;
  const pause = 800; // of typing, in milliseconds: a server that many write on is asked once for a sentence
  let timer = 0;
  let asked = 0;

  async function check() {
    asked += 1;
    const mine = asked;
    notice.textContent = notice.dataset.checking;
    try {
      const answer = await fetch(form.dataset.check, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
      if (mine !== asked) return; // something newer is under way
      if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
      const part = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (mine !== asked) return;
      results.replaceChildren(...part.body.childNodes);
      notice.textContent = notice.dataset.checked;
    } catch {
      if (mine === asked) notice.textContent = notice.dataset.failed;
    }
  }

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(check, pause);
  });
})();
