/** Text as HTML shows it. Everything from a definition, ledger or file goes through here. */
export const html = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** An address that a link may have: only the web's. */
export const href = (address: string): string => (/^https?:\/\//.test(address) ? html(address) : "#");
