// The service's routes. A failure is a Problem whose kind says what the page can do about it.

import { events } from "./events.js";
import { settings } from "./settings.js";

const KINDS = { 401: "key", 403: "key", 404: "missing", 409: "conflict", 422: "invalid", 429: "busy", 501: "uninstalled", 503: "busy" };

export class Problem extends Error {
  constructor(kind, body = {}) {
    super(body.detail ?? "");
    this.kind = kind;
    this.body = body;
  }
}

async function call(method, path, { body, signal, key, version } = {}) {
  const headers = {};
  if (body !== undefined) headers["content-type"] = "application/json";
  if (settings.apiKey) headers.authorization = `Bearer ${settings.apiKey}`;
  if (key) headers["idempotency-key"] = key;
  if (version) headers["if-match"] = `"${version}"`;
  let response;
  try {
    response = await fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem("offline");
  }
  const kind = response.headers.get("content-type") ?? "";
  if (response.ok && kind.startsWith("text/csv")) return response.blob();
  if (response.ok && kind.startsWith("text/event-stream")) return events(response.body);
  const answer = await response.json().catch((error) => {
    if (error.name === "AbortError") throw error; // given up while the answer was still coming
    if (response.ok) throw new Problem("broken");
    return {};
  });
  if (response.ok) return answer;
  throw new Problem(answer.findings ? "refused" : KINDS[response.status] ?? "broken", answer);
}

const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();
const at = (id) => `/v1/returns/${encodeURIComponent(id)}`;

// A write's own name: sent again after a lost answer, it is done once.
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export const inbox = (after, limit, signal) => call("GET", `/v1/inbox?${query({ after, limit })}`, { signal });
export const everything = (after, limit, signal) => call("GET", `/v1/returns?${query({ after, limit })}`, { signal });
export const addReturn = (request, key) => call("POST", "/v1/returns", { body: { return_request: request }, key });
export const getReturn = (id, signal) => call("GET", at(id), { signal });
export const changeReturn = (id, changes, version) => call("PATCH", at(id), { body: changes, version, key: newKey() });
export const addMessage = (id, message, version, key) => call("POST", `${at(id)}/messages`, { body: message, version, key });
export const suggestFor = (id, body, signal) => call("POST", `${at(id)}/suggestion`, { body, signal });
export const suggestionStream = (id, body, signal) => call("POST", `${at(id)}/suggestion/stream`, { body, signal });
export const translateReturn = (id, target, signal) => call("POST", `${at(id)}/translations`, { body: { target }, signal });
export const judgeConsent = (id, consent) => call("POST", `${at(id)}/consent`, { body: { consent }, key: newKey() });
export const feedback = (opinion) => call("POST", "/v1/feedback", { body: opinion, key: newKey() });
export const report = (id, reason) => call("POST", `${at(id)}/report`, { body: { reason }, key: newKey() });

export const check = (body, signal) => call("POST", "/v1/checks", { body, signal });
export const translate = (texts, target, signal) => call("POST", "/v1/translations", { body: { texts, target }, signal });
export const languages = (texts, signal) => call("POST", "/v1/languages", { body: { texts }, signal });
export const ask = (body, signal) => call("POST", "/v1/answers", { body, signal });
export const insights = (since) => call("GET", `/v1/insights?${query({ since })}`);
export const register = (since) => call("GET", `/v1/insights.csv?${query({ since })}`);
export const rewriteStream = (body, signal) => call("POST", "/v1/rewrites/stream", { body, signal });
export const takeIn = (format, content) => call("POST", "/v1/imports", { body: { format, content } });
export const me = () => call("GET", "/v1/me");
export const passage = (id, language) => call("GET", `/v1/passages/${encodeURIComponent(id)}?${query({ language })}`);
