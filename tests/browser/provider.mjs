// A real OpenID provider (the npm package oidc-provider) for the log-in of staff: every name is let in with any password.
import Provider from 'oidc-provider';

const STAFF = ['chief', 'nurse_nell'];

/** Listens on the port of `issuer` and knows one client: `base` is the address of the instance. */
export async function startProvider(issuer, { base, clientId, clientSecret }) {
  const provider = new Provider(issuer, {
    clients: [{
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [`${base}/auth/sign_on/callback`],
      post_logout_redirect_uris: [`${base}/`],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    }],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username', 'groups'],
    },
    pkce: { required: () => true },
    findAccount: (context, sub) => ({
      accountId: sub,
      claims: () => ({
        sub,
        name: `Person ${sub}`,
        preferred_username: sub,
        email: `${sub}@staff.example`,
        email_verified: true,
        groups: STAFF.includes(sub) ? ['clinicians', 'moderators'] : ['visitors'],
      }),
    }),
    cookies: { keys: ['for tests only'] },
  });
  const server = provider.listen(Number(new URL(issuer).port), '127.0.0.1');
  await new Promise((resolve, reject) => { server.once('listening', resolve); server.once('error', reject); });
  return () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); });
}
