// The references of a summary as other programs read them: citeproc (through Citation.js) prints the CSL-JSON, and what
// Citation.js reads in RIS and BibTeX is what the CSL-JSON says. Arguments come as JSON in argv[2].
import assert from "node:assert/strict";
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-csl";
import "@citation-js/plugin-ris";

const { mercy, token } = JSON.parse(process.argv[2]);
const api = `${mercy}/api/rounds/v1`;
const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };

async function call(method, path, body) {
  const response = await fetch(api + path, { method, headers, body: body && JSON.stringify(body) });
  const answer = await response.json();
  assert.equal(response.status, 200, `${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Waits for what the server's clock does. */
async function eventually(condition) {
  const end = Date.now() + 60_000;
  for (;;) {
    if (await condition()) return;
    assert.ok(Date.now() < end, "it did not happen within a minute");
    await new Promise((ready) => setTimeout(ready, 100));
  }
}

/** A draft from a chat that was held and closed. */
async function draft() {
  const network = await call("POST", "/networks", { username: "citations", title: "Citations", conditions: ["DOID:1612"] });
  const starts = Date.now() + 1500;
  const chat = await call("POST", `/networks/${network.id}/chats`, {
    title: "A short one", timezone: "UTC", prompts: [{ content: "How are you?", offset_s: 0 }],
    starts_at: new Date(starts).toISOString(), ends_at: new Date(starts + 1000).toISOString(),
  });
  await eventually(async () => (await call("GET", `/chats/${chat.id}`)).state === "closed");
  return call("POST", `/chats/${chat.id}/summaries`);
}

const summary = await draft();
await call("PATCH", `/summaries/${summary.id}`, {
  title: "Fatigue", key_message: "Walking helps.", statements: [{ content: "Walking helps." }],
  references: [
    { id: "doi:10.2196/jmir.4721", title: "Twitter social media is an effective tool & 50% more", year: 2015, volume: "17", issue: "7",
      page: "188-190", container: "Journal of Medical Internet Research", authors: ["Attai, Deanna J", "Cowher, Michael S", "Müller, Jürgen"], supports: ["1"] },
    { id: "978-0-306-40615-7", title: "Living with fatigue", year: 1981, container: "Plenum", authors: ["Smith, Ann"] },
  ],
});

async function references(format) {
  const response = await fetch(`${api}/summaries/${summary.id}/references/${format}`, { headers });
  assert.equal(response.status, 200, format);
  return response.text();
}

const csl = JSON.parse(await references("json"));
assert.deepEqual(csl.map(({ id, type }) => [id, type]), [["r1", "article-journal"], ["r2", "book"]]);
const printed = new Cite(csl).format("bibliography", { format: "text", template: "vancouver", lang: "en-US" });
for (const part of ["Attai DJ, Cowher MS, Müller J", "2015", "17(7):188", "Smith A. Living with fatigue", "Plenum; 1981"]) {
  assert.ok(printed.includes(part), `citeproc prints "${part}": ${printed}`);
}
console.log("ok   citeproc prints the CSL-JSON of a summary");

/** What both must agree on. */
const shape = (item) => ({
  type: item.type, title: item.title, DOI: item.DOI, volume: item.volume, issue: item.issue, page: item.page,
  ISBN: item.ISBN, year: Number(item.issued?.["date-parts"]?.[0]?.[0]), container: item["container-title"],
  publisher: item.publisher, authors: item.author?.map(({ family, given }) => `${family}, ${given}`),
});
const wanted = csl.map(shape);
for (const format of ["ris", "bib"]) {
  const read = new Cite(await references(format)).data.map(shape);
  assert.deepEqual(JSON.parse(JSON.stringify(read)), JSON.parse(JSON.stringify(wanted)), format);
}
console.log("ok   RIS and BibTeX say what the CSL-JSON says");
assert.match(await references("txt"), /^1\. Attai DJ, Cowher MS, Müller J\. Twitter social media .*2015;17\(7\):188-190\. doi:10\.2196\/jmir\.4721\n2\. Smith A\./);
console.log("ok   the list in AMA style");
