/** What kind of password a text is. */
export function passwordForm(text: string): "scram-sha-256" | "md5" | "plain" {
  if (/^SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$/.test(text))
    return "scram-sha-256";
  return /^md5[0-9a-f]{32}$/.test(text) ? "md5" : "plain";
}
