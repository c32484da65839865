// A patient's day with megalodon, from finding out what the server is to signing out. Arguments come as JSON in argv[2].
import generator, { detector } from "megalodon";
import { Network } from "./host.mjs";
import { meet, post, talk } from "./megalodon_posts.mjs";
import { beTold, listen, readNetwork, search, sort } from "./megalodon_reading.mjs";
import { signInAndAllow } from "./pages.mjs";
import { Scenario, fails, plain, same, says } from "./steps.mjs";

const given = JSON.parse(process.argv[2]);
const scenario = new Scenario("megalodon");
const step = scenario.step.bind(scenario);
const scopes = ["read", "write", "follow", "push"];

const kind = await step("finds out what to speak with the server", async () => {
  const found = await detector(given.mercy);
  same("what it is", found, "mastodon");
  return found;
});
const client = (base, token) => generator(kind, base, token);
const app = await step("registers the app", async () => {
  const made = await client(given.mercy).registerApp("megalodon", { scopes, redirect_uris: "https://app.example/back", website: "https://app.example" });
  says("an address to sign in at", made.url, `${given.mercy}/oauth/authorize?`);
  return made;
});
const token = await step("signs in through the pages, is sent back to the app, and gets a token", async () => {
  const { code, address } = await signInAndAllow(given.mercy, app.url, given.patient);
  says("sent back", address, "https://app.example/back?code=");
  const made = await client(given.mercy).fetchAccessToken(app.client_id, app.client_secret, code, "https://app.example/back");
  return made.access_token;
});
const patient = client(given.mercy, token);
const world = { step, given, patient, friend: client(given.stluke, given.friend.token), neighbour: client(given.mercy, given.neighbour.token) };

await step("learns who it is signed in as, and with which app", async () => {
  world.me = (await patient.verifyAccountCredentials()).data;
  same("the user name", world.me.username, given.patient.user);
  same("the app", (await patient.verifyAppCredentials()).data.name, "megalodon");
});
await step("reads what the instance offers", async () => {
  const { data } = await patient.getInstance();
  says("the streaming address", data.urls.streaming_api, "wss://");
  same("how long posts may be", typeof data.configuration.statuses.max_characters, "number");
  same("emojis are a list", Array.isArray((await patient.getInstanceCustomEmojis()).data), true);
  same("announcements are a list", Array.isArray((await patient.getInstanceAnnouncements()).data), true);
});
await step("edits the profile", async () => {
  const { data } = await patient.updateCredentials({
    display_name: "Morning person", note: "Radiotherapy in spring.", fields_attributes: [{ name: "Likes", value: "tea" }] });
  same("the name", data.display_name, "Morning person");
  says("the bio", data.note, "Radiotherapy in spring.");
  same("the field", data.fields.map(({ name, value }) => [name, plain(value)]), [["Likes", "tea"]]);
});
await step("reads preferences", async () => {
  same("visibility of new posts", (await patient.getPreferences()).data["posting:default:visibility"], "public");
});

await post(world);
await meet(world);
await talk(world);
await sort(world);
await beTold(world);
await search(world);
await listen(world);
await readNetwork(world, new Network(given.host));

await step("signs out; the token is of no use any more", async () => {
  await client(given.mercy).revokeToken(app.client_id, app.client_secret, token);
  await fails("the next call", patient.verifyAccountCredentials(), (error) => error.response?.status === 401);
});
scenario.finish();
