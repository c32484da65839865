// Calendar feeds as two programs read them: ical.js (Thunderbird's) and node-ical. Arguments come as JSON in argv[2].
import assert from "node:assert/strict";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const { mercy, domain, token } = JSON.parse(process.argv[2]);
const api = `${mercy}/api/rounds/v1`;

async function call(method, path, body) {
  const response = await fetch(api + path, {
    method, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  assert.equal(response.status, 200, `${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** The text of a feed, its form checked as RFC 5545 section 3.1 wants it. */
async function feed(path) {
  const response = await fetch(api + path);
  assert.equal(response.status, 200, path);
  assert.match(response.headers.get("content-type"), /^text\/calendar/);
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  assert.ok(!text.replaceAll("\r\n", "").match(/[\r\n]/), "every line ends with CRLF");
  for (const line of text.split("\r\n")) {
    assert.ok(Buffer.byteLength(line) <= 75, `longer than 75 octets: ${line}`);
  }
  return text;
}

/** What both programs find, by UID; they must agree. */
async function events(path) {
  const text = await feed(path);
  const found = new Map();
  for (const part of new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(part);
    found.set(event.uid, {
      summary: event.summary, description: event.description, location: event.location,
      start: event.startDate.toJSDate().getTime(), end: event.endDate.toJSDate().getTime(),
      sequence: event.sequence, status: part.getFirstPropertyValue("status"),
      stamp: part.getFirstPropertyValue("dtstamp").toJSDate().getTime(), url: part.getFirstPropertyValue("url"),
    });
  }
  const others = Object.values(nodeIcal.sync.parseICS(text)).filter((one) => one.type === "VEVENT");
  assert.equal(others.length, found.size, "both find as many events");
  for (const other of others) {
    const one = found.get(other.uid);
    assert.equal(other.summary, one.summary);
    assert.equal(other.start.getTime(), one.start);
    assert.equal(other.end.getTime(), one.end);
    assert.equal(Number(other.sequence), one.sequence);
    assert.equal(other.status, one.status);
    assert.equal(other.dtstamp.getTime(), one.stamp);
  }
  return found;
}

const network = await call("POST", "/networks", { username: "calendars", title: "Calendars; and, commas", conditions: ["DOID:1612"] });
const starts = new Date(Math.floor(Date.now() / 1000) * 1000 + 86_400_000);
const title = "Müdigkeit, Schlaf; und was hilft \\ – ein sehr langer Titel mit Umlauten äöüß und 中文字符, der gefaltet werden muss";
const chat = await call("POST", `/networks/${network.id}/chats`, {
  title, description: "First line.\n\nSecond, with a comma; and more.", timezone: "America/New_York",
  starts_at: starts.toISOString(), ends_at: new Date(starts.getTime() + 3_600_000).toISOString(),
  prompts: [{ content: "How are you?", offset_s: 0 }],
});
const uid = `chat-${chat.id}@${domain}`;

for (const path of [`/chats/${chat.id}/calendar.ics`, `/networks/${network.id}/calendar.ics`, `/tags/${network.hashtag}/calendar.ics`]) {
  const event = (await events(path)).get(uid);
  assert.ok(event, `${path} has the chat`);
  assert.equal(event.summary, title);
  assert.equal(event.start, starts.getTime());
  assert.equal(event.end, starts.getTime() + 3_600_000);
  assert.equal(event.sequence, 0);
  assert.equal(event.status, "CONFIRMED");
  assert.equal(event.url, `${mercy}/chats/${chat.id}`);
  assert.match(event.description, /First line\.\n+Second, with a comma; and more\./);
}
console.log("ok   ical.js and node-ical read the feeds of a chat, a network and a tag");

await call("PATCH", `/chats/${chat.id}`, { title: "Shorter" });
const changed = (await events(`/networks/${network.id}/calendar.ics`)).get(uid);
assert.deepEqual([changed.summary, changed.sequence], ["Shorter", 1]);
await call("POST", `/chats/${chat.id}/cancel`);
const cancelled = (await events(`/networks/${network.id}/calendar.ics`)).get(uid);
assert.deepEqual([cancelled.status, cancelled.sequence], ["CANCELLED", 2]);
console.log("ok   a change and a cancellation reach calendars under the same UID");

// A year of second Wednesdays: at 21:00 by the clocks of New York on both sides of every change of clocks.
const series = await call("POST", `/networks/${network.id}/series`, {
  title: "Second Wednesday", rule: "FREQ=MONTHLY;BYDAY=2WE", starts: "21:00", timezone: "America/New_York", ahead: 12,
  prompts: [{ content: "Who are you?", offset_s: 0 }],
});
const wall = new Intl.DateTimeFormat("en-US", {
  timeZone: "America/New_York", weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23", day: "numeric" });
const dates = [...(await events(`/networks/${network.id}/calendar.ics`)).values()].filter((one) => one.summary === "Second Wednesday");
assert.equal(dates.length, 12);
for (const { start } of dates) {
  const part = Object.fromEntries(wall.formatToParts(start).map(({ type, value }) => [type, value]));
  assert.deepEqual([part.weekday, part.hour, part.minute], ["Wednesday", "21", "00"]);
  assert.ok(part.day >= 8 && part.day <= 14, `the second of the month, not the ${part.day}`);
}
assert.equal(new Set(dates.map(({ start }) => new Date(start).getUTCHours())).size, 2, "summer and winter time differ in UTC");
// The rule that the API tells gives the same dates in a program that expands rules itself.
const expanded = ICAL.Recur.fromString(series.rule).iterator(ICAL.Time.fromDateTimeString(`${series.from}T21:00:00`));
const told = dates.map(({ start }) => new Intl.DateTimeFormat("sv-SE", { timeZone: "America/New_York" }).format(start)).sort();
const own = [];
while (own.length < 12) {
  const day = expanded.next().toString().slice(0, 10);
  if (day >= told[0]) own.push(day);
}
assert.deepEqual(told, own);
console.log("ok   chats that come again keep the time of the clocks of their zone");
