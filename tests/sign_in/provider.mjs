// A provider of OpenID Connect on the loopback address, with a page on which one chooses who one is.
// node provider.mjs PACKAGES PORT; the client comes in the environment: CLIENT_ID, CLIENT_SECRET, REDIRECT_URI.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const [packages, port] = process.argv.slice(2);
const { Provider, interactionPolicy } = await import(pathToFileURL(`${packages}/oidc-provider/lib/index.js`));
const { CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, PERSONS } = process.env;
const persons = JSON.parse(PERSONS);
const issuer = `http://127.0.0.1:${port}`;

const policy = interactionPolicy.base();
policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);

const provider = new Provider(issuer, {
  clients: [{
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    redirect_uris: [REDIRECT_URI],
    post_logout_redirect_uris: [REDIRECT_URI],
  }],
  claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['only for tests'] },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      logoutSource: (ctx, form) => { ctx.body = page(`${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`); },
    },
  },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...persons[id] }) }),
  interactions: { policy, url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  // Whoever signs in has agreed that the application learns who it is.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
});

const page = (body) => `<!doctype html><html lang="en"><title>Provider</title><main><h1>Provider</h1>${body}</main></html>`;
const choices = Object.keys(persons).map((id) => `<button name="person" value="${id}">${id}</button>`).join(' ');
const callback = provider.callback();

createServer(async (request, response) => {
  const url = new URL(request.url, issuer);
  if (!url.pathname.startsWith('/interaction/')) return callback(request, response);
  if (url.searchParams.has('person')) {
    const accountId = url.searchParams.get('person');
    const result = accountId === 'nobody' ? { error: 'access_denied' } : { login: { accountId }, select_account: {} };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  return response.end(page(`<form>${choices} <button name="person" value="nobody">nobody</button></form>`));
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
