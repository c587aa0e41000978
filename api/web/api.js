// The service's routes. A failure is a Problem: `offline`, or what the service said is wrong.

export class Problem extends Error {
  constructor(kind, detail) {
    super(detail);
    this.kind = kind;
  }
}

async function post(path, body, signal) {
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem("offline", "");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem("refused", answer.detail ?? String(response.status));
  return answer;
}

export const suggest = (body) => post("/v1/suggestions", body);
export const check = (body, signal) => post("/v1/checks", body, signal);
