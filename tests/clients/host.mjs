// What a steward and a doctor do in a topic network, by Rounds' own API: what happens in it is what patients see in their apps.
import { eventually } from "./steps.mjs";

export const chat = { title: "Sleep and rest after treatment", prompt: "What helps you rest in the afternoon?" };
export const summary = { title: "Rest after treatment: what the chat found", keyMessage: "A short rest before three o'clock disturbs the night least." };

const iso = (milliseconds) => new Date(milliseconds).toISOString();

export class Network {
  #base;
  #steward;
  #doctor;

  constructor({ base, steward, doctor }) {
    Object.assign(this, { domain: new URL(base).host });
    this.#base = base;
    this.#steward = steward;
    this.#doctor = doctor;
  }

  async #call(token, method, path, body) {
    const answer = await fetch(`${this.#base}/api/rounds/v1/${path}`, {
      method, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  async open(username) {
    this.network = await this.#call(this.#steward, "POST", "networks", {
      username, title: "Living after treatment", description: "People who finished treatment share what they learnt.",
      guidelines: "Speak from your own experience.", hashtag: username, conditions: ["DOID:1612"] });
    this.handle = `${username}@${this.domain}`;
  }

  /** A chat with one topic, soon and short. */
  async scheduleChat() {
    const starts = Date.now() + 2000;
    this.chat = await this.#call(this.#steward, "POST", `networks/${this.network.id}/chats`, {
      title: chat.title, description: "Everybody is welcome.", timezone: "UTC", starts_at: iso(starts), ends_at: iso(starts + 6000),
      prompts: [{ content: chat.prompt, offset_s: 1 }] });
  }

  /** Once the chat is over: drafted, reviewed by the doctor, published. */
  async publishSummary() {
    await eventually("the chat is closed", async () => (await this.#call(this.#steward, "GET", `chats/${this.chat.id}`)).state === "closed", 60);
    const { id } = await this.#call(this.#steward, "POST", `chats/${this.chat.id}/summaries`);
    await this.#call(this.#steward, "PATCH", `summaries/${id}`, {
      title: summary.title, key_message: summary.keyMessage, what_you_can_do: "Rest early, and not for long.", funding: "None.",
      uncertain: "Whether the same holds for people who work at night.", body: "People said the same in different words.",
      statements: [{ content: "Short rests early in the afternoon disturb the night least.", prompt_label: "T1" }],
      references: [{ id: "doi:10.1001/jamaoncol.2016.6914", title: "A meta-analysis of treatments of fatigue", authors: ["Mustian KM"],
                     container: "JAMA Oncol", year: 2017, supports: [1] }] });
    for (const token of [this.#steward, this.#doctor]) await this.#call(token, "POST", `summaries/${id}/interests`, { statement: "None." });
    await this.#call(this.#steward, "POST", `summaries/${id}/submit`);
    await this.#call(this.#doctor, "POST", `summaries/${id}/review`, { grades: [{ statement: 1, scheme: "OCEBM2011", level: "1" }] });
    return this.#call(this.#steward, "POST", `summaries/${id}/publish`);
  }
}
