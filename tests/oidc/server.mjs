// An OpenID Connect provider for tests: node server.mjs PORT REDIRECT_URI ACCOUNTS. ACCOUNTS is a JSON file of account -> claims, read at every sign-in.
// The client is "scorecard" with the secret "the right secret". Whoever types an account of the file, and any password, is that account.
import { readFileSync } from "node:fs";
import { Provider } from "oidc-provider";

const [port, redirect, accounts] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "scorecard", client_secret: "the right secret", redirect_uris: [redirect] }],
  claims: { openid: ["sub"], profile: ["name", "preferred_username"], groups: ["groups"] },
  cookies: { keys: ["only in tests"] },
  findAccount: (_, id) => {
    const claims = JSON.parse(readFileSync(accounts, "utf8"))[id];
    return claims && { accountId: id, claims: () => ({ sub: id, preferred_username: id, ...claims }) };
  },
});
provider.listen(Number(port), "127.0.0.1");
