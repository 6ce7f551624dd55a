"""A provider proves who somebody is (OpenID Connect, by Authlib); our table says what they may do."""

from collections.abc import Mapping
from typing import Any, cast

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from scorecard import accounts
from scorecard.auth import Role, local
from scorecard.configuration import Oidc
from scorecard.problems import Problem, Refused
from scorecard.store import Store

UNREACHED = (httpx2.HTTPError, OAuthError, JoseError, RuntimeError, KeyError, ValueError)
"""What Authlib raises where a provider does not answer, or answers what cannot be believed."""
RANK = list(Role)


class Provider:
    """The way to a provider and back: authorization code with PKCE, state and nonce."""

    def __init__(self, oidc: Oidc, url: str) -> None:
        self.oidc, self._back = oidc, f"{url}/oidc/callback"
        self._client = OAuth().register(
            "provider", client_id=oidc.client_id, client_secret=oidc.client_secret, server_metadata_url=f"{oidc.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": oidc.scope, "code_challenge_method": "S256"})

    async def leave(self, request: Request) -> Response:
        """To the provider. Refused where it does not answer."""
        try:
            return cast(Response, await self._client.authorize_redirect(request, self._back))
        except UNREACHED as error:
            raise _refused(error) from error

    async def arrive(self, request: Request) -> Mapping[str, Any]:
        """What the provider says of who came back. Refused where that cannot be believed."""
        try:
            token = await self._client.authorize_access_token(request)
            claims: Mapping[str, Any] = token["userinfo"]
            if not {self.oidc.account_claim, self.oidc.roles_claim} - {""} <= claims.keys() and (
                    "userinfo_endpoint" in await self._client.load_server_metadata()):  # many keep the ID token small and say the rest when asked
                more = await self._client.userinfo(token=token)
                if more.get("sub") != claims["sub"]:
                    raise ValueError("userinfo: sub")
                claims = {**more, **claims}
            return claims
        except UNREACHED as error:
            raise _refused(error) from error


def _refused(error: Exception) -> Refused:
    """Why it did not go on. Of an OAuth error the code alone: the words beside it stand in the address, where anybody may have written them."""
    code = str(error.error or "") if isinstance(error, OAuthError) else str(error)[:200]
    spoken = code if not isinstance(error, OAuthError) or (code.isascii() and code.isidentifier() and len(code) < 40) else ""
    return Refused([Problem("provider", values={"reason": spoken or type(error).__name__})])


def known_account(store: Store, oidc: Oidc, claims: Mapping[str, Any]) -> str:
    """The account a provider's claims are for; where roles are mapped, made and given what they say. Refused, and nothing changed, where there is none or it
    is disabled."""
    account = str(claims.get(oidc.account_claim) or "").strip()
    if not account:
        raise Refused([Problem("provider_claim", values={"claim": oidc.account_claim})])
    wanted = _mapped(oidc, claims)
    there = next((person for person in accounts.people(store) if person.account == account), None)
    if oidc.roles_claim and (wanted if there is None else there.enabled):
        by = local(f"oidc {oidc.issuer}"[:60])
        if there is None:
            accounts.add(store, account, str(claims.get("name") or "")[:accounts.LONGEST_NAME], wanted, by=by)
        else:
            for unit in {*there.roles, *wanted}:
                accounts.give(store, account, unit, wanted.get(unit), by=by)
        there = accounts.person(store, account)
    if there is None or not there.enabled:
        raise Refused([Problem("provider_no_account", values={"account": account[:60]})])
    return account


def _mapped(oidc: Oidc, claims: Mapping[str, Any]) -> dict[str, Role]:
    """What the claims give, by unit: of several roles in a unit the highest."""
    said = claims.get(oidc.roles_claim) if oidc.roles_claim else None
    found: dict[str, Role] = {}
    for value in [said] if isinstance(said, str) else said if isinstance(said, list) else []:
        if str(value) in oidc.roles:
            role, unit = oidc.roles[str(value)]
            found[unit] = max(role, found.get(unit, role), key=RANK.index)
    return found
