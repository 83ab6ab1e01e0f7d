// SPDX-License-Identifier: GPL-3.0-or-later
// server.mjs [--access-seconds N]: an OpenID provider on a port of the system's choice, with its own sign-in and consent pages. Writes its
// port as the first line.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const accessSeconds = process.argv[2] === '--access-seconds' ? Number(process.argv[3]) : 600;
const redirects = ['http://127.0.0.1/callback', 'http://localhost/oauth/callback'];
const common = {
  application_type: 'native',
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: redirects,
  response_types: ['code'],
};

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [
      { ...common, client_id: 'public', token_endpoint_auth_method: 'none' },
      { ...common, client_id: 'confidential', client_secret: 'open sesame + 100 %', token_endpoint_auth_method: 'client_secret_post' },
      // A mail server, which asks what a token is good for (RFC 7662).
      { client_id: 'mailserver', client_secret: 'sesame', grant_types: [], redirect_uris: [], response_types: [] },
    ],
    cookies: { keys: ['only for tests'] },
    features: { introspection: { enabled: true } },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    issueRefreshToken: () => true,
    pkce: { methods: ['S256'], required: () => true },
    rotateRefreshToken: true,
    ttl: { AccessToken: accessSeconds, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, RefreshToken: 3600, Session: 3600 },
  });
  provider.on('server_error', (ctx, error) => console.error(error));
  server.on('request', provider.callback());
  console.log(port);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0)); // the test is gone
