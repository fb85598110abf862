/** The ways to sign in that a proxy in front of Alertmanager, or Alertmanager itself, may ask for. */
export interface Authorization {
  /** Value of the header. */
  readonly header: string;
  /** What must not be shown, in each form in which an answer might repeat it. */
  readonly secrets: readonly string[];
}

export function basicAuthorization(user: string, password: string): Authorization {
  const encoded = Buffer.from(`${user}:${password}`).toString('base64');
  return { header: `Basic ${encoded}`, secrets: [encoded, password] };
}

export function bearerAuthorization(token: string): Authorization {
  return { header: `Bearer ${token}`, secrets: [token] };
}
