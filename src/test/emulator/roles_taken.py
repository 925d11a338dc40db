"""With which roles AppSync reaches its data, HTTP APIs their authorizers, and which ones an identity pool hands out: moto lacks it."""

from __future__ import annotations

from typing import Any

import hooks
from hooks import backend, instead
from wire import ACCOUNT, Answer, Call, Refused, yes

# By region and id of an API or a pool.
_sources: dict[tuple[str, str], list[dict[str, Any]]] = {}
_roles: dict[tuple[str, str], dict[str, Any]] = {}
hooks.on_reset(_sources.clear)
hooks.on_reset(_roles.clear)


def _key(call: Call, api: str) -> tuple[str, str]:
    store = backend("appsync", call.region)
    if api not in store.graphql_apis and api not in store.event_apis:
        raise Refused("NotFoundException", f"GraphQL API {api} not found.", 404)
    return call.region, api


@instead("appsync", "CreateDataSource")
def create_source(call: Call) -> Answer:
    told = call.params
    arn = f"arn:aws:appsync:{call.region}:{ACCOUNT}:apis/{told['apiId']}/datasources/{told['name']}"
    source = {name: told[name] for name in ("name", "type", "serviceRoleArn", "lambdaConfig", "dynamodbConfig") if told.get(name)} | {"dataSourceArn": arn}
    _sources.setdefault(_key(call, told["apiId"]), []).append(source)
    return yes(call, {"dataSource": source})


@instead("appsync", "ListDataSources")
def list_sources(call: Call) -> Answer:
    return yes(call, {"dataSources": _sources.get(_key(call, call.params["apiId"]), [])})


def _pool(call: Call) -> tuple[str, str]:
    pool = call.params["IdentityPoolId"]
    if pool not in backend("cognito-identity", call.region).identity_pools:
        raise Refused("ResourceNotFoundException", f"IdentityPool '{pool}' not found.")
    return call.region, pool


@instead("cognito-identity", "SetIdentityPoolRoles")
def set_roles(call: Call) -> Answer:
    _roles[_pool(call)] = {name: call.params.get(name) or {} for name in ("Roles", "RoleMappings")}
    return yes(call)


@instead("cognito-identity", "GetIdentityPoolRoles")
def roles_of(call: Call) -> Answer:
    return yes(call, {"IdentityPoolId": call.params["IdentityPoolId"]} | _roles.get(_pool(call), {}))


@instead("apigatewayv2", "GetAuthorizers")
def authorizers_of(call: Call) -> Answer:
    api = backend("apigatewayv2", call.region).apis.get(call.params["ApiId"])
    if api is None:
        raise Refused("NotFoundException", f"Invalid API identifier specified {call.params['ApiId']}", 404)
    told = [
        {"authorizerId": one.id, "name": one.name, "authorizerCredentialsArn": one.auth_creds_arn, "authorizerUri": one.authorizer_uri}
        | ({"jwtConfiguration": one.jwt_config} if one.jwt_config else {})
        for one in api.authorizers.values()
    ]
    return yes(call, {"items": told})
