// A browser without scripts, as far as the OAuth pages need one: follows redirects on its server, keeps cookies, sends forms.

class Browser {
  #base;
  #cookies = new Map();

  constructor(base) {
    this.#base = base;
  }

  /** The page, or the address of another place that the server sends to. */
  async open(url, form) {
    for (let hops = 0; hops < 10; hops += 1) {
      const answer = await fetch(url, {
        redirect: "manual", method: form ? "POST" : "GET", body: form && new URLSearchParams(form),
        headers: { Accept: "text/html", Origin: this.#base, Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
        this.#cookies.set(name, value);
      }
      if (answer.status < 300 || answer.status >= 400) return { status: answer.status, url, html: await answer.text() };
      const target = new URL(answer.headers.get("location"), url);
      if (target.origin !== new URL(this.#base).origin) return { status: answer.status, url: String(target), html: "" };
      [url, form] = [String(target), undefined];
    }
    throw new Error(`too many redirects from ${url}`);
  }

  /** Sends the form of the page that has all these fields and that button. */
  submit(page, values, button) {
    for (const [whole, head, body] of page.html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)) {
      const fields = Object.fromEntries([...body.matchAll(/<input[^>]*>/g)].map(([input]) => [attribute(input, "name"), attribute(input, "value")]));
      const buttons = [...body.matchAll(/<button[^>]*>/g)].map(([one]) => [attribute(one, "name"), attribute(one, "value")]);
      const pressed = buttons.find(([, value]) => !button || value === button);
      if (!whole || !pressed || !Object.keys(values).every((name) => name in fields)) continue;
      const sent = { ...fields, ...values };
      if (pressed[0]) sent[pressed[0]] = pressed[1];
      return this.open(String(new URL(attribute(head, "action"), page.url)), sent);
    }
    throw new Error(`no form with ${Object.keys(values)} on ${page.url} (status ${page.status})`);
  }
}

const decoded = (text) => text
  .replace(/&#(x?)([0-9a-f]+);/gi, (_, hexadecimal, digits) => String.fromCodePoint(parseInt(digits, hexadecimal ? 16 : 10)))
  .replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

function attribute(tag, name) {
  const found = tag.match(new RegExp(`\\b${name}="([^"]*)"`));
  return decoded(found?.[1] ?? "");
}

/** As a person would: opens the address an app gave, signs in, allows the app. The code: as shown, or out of the address sent to. */
export async function signInAndAllow(base, address, { user, password }) {
  const browser = new Browser(base);
  const consent = await browser.submit(await browser.open(address), { login: user, password });
  const page = await browser.submit(consent, {}, "allow");
  const code = page.html ? page.html.match(/id="code">([^<]+)</)?.[1] : new URL(page.url).searchParams.get("code");
  if (!code) throw new Error(`no code from ${page.url} (status ${page.status})`);
  return { code, address: page.url };
}
