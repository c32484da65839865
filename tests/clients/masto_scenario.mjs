// A patient's day with masto.js, from signing in to signing out. Arguments come as JSON in argv[2].
import { createOAuthAPIClient, createRestAPIClient } from "masto";
import { Network } from "./host.mjs";
import { signInAndAllow } from "./pages.mjs";
import { Scenario, fails, says, same } from "./steps.mjs";
import { keepProfile, meet, post, talk } from "./masto_posts.mjs";
import { beTold, listen, readNetwork, search, sort } from "./masto_reading.mjs";

const given = JSON.parse(process.argv[2]);
const scenario = new Scenario("masto.js");
const step = scenario.step.bind(scenario);
const nowhere = "urn:ietf:wg:oauth:2.0:oob";
const scopes = "read write follow push";
const open = createRestAPIClient({ url: given.mercy });
const friend = createRestAPIClient({ url: given.stluke, accessToken: given.friend.token });
const neighbour = createRestAPIClient({ url: given.mercy, accessToken: given.neighbour.token });

const app = await step("registers the app", async () => {
  const made = await open.v1.apps.create({ clientName: "masto.js", redirectUris: nowhere, scopes, website: "https://app.example" });
  same("its name", made.name, "masto.js");
  return made;
});
const token = await step("signs in through the pages and gets a token for the code", async () => {
  const query = new URLSearchParams({ response_type: "code", client_id: app.clientId, redirect_uri: nowhere, scope: scopes });
  const { code } = await signInAndAllow(given.mercy, `${given.mercy}/oauth/authorize?${query}`, given.patient);
  const made = await createOAuthAPIClient({ url: given.mercy }).token.create({
    grantType: "authorization_code", clientId: app.clientId, clientSecret: app.clientSecret, redirectUri: nowhere, code, scope: scopes });
  same("its type and scopes", [made.tokenType, made.scope], ["Bearer", scopes]);
  return made.accessToken;
});
const patient = createRestAPIClient({ url: given.mercy, accessToken: token });
const me = await step("learns who it is signed in as", async () => {
  const self = await patient.v1.accounts.verifyCredentials();
  same("the user name", self.username, given.patient.user);
  return self;
});
await step("reads what the instance offers", async () => {
  const { configuration, apiVersions, version } = await open.v2.instance.fetch();
  says("a version that apps understand", version, "compatible; Rounds");
  same("the API's version is a number", typeof apiVersions.mastodon, "number");
  says("the streaming address", configuration.urls.streaming, "wss://");
});
await step("reads preferences", async () => {
  const preferences = await patient.v1.preferences.fetch();
  same("visibility of new posts", preferences["posting:default:visibility"], "public");
});

const world = { step, patient, friend, neighbour, me, given, token };
await keepProfile(world);
await post(world);
await meet(world);
await talk(world);
await sort(world);
await beTold(world);
await search(world);
await listen(world);
await readNetwork(world, new Network(given.host));

await step("signs out; the token is of no use any more", async () => {
  await createOAuthAPIClient({ url: given.mercy }).revoke({ clientId: app.clientId, clientSecret: app.clientSecret, token });
  await fails("the next call", patient.v1.accounts.verifyCredentials(), (error) => error.statusCode === 401);
});
scenario.finish();
