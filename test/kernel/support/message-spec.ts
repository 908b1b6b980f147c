/**
 * The fields of the messages that a kernel sends, after Jupyter's messaging specification 5.4. Every message that the
 * tests' client receives is checked against this table.
 */

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const count: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const flag: Check = (value) => typeof value === "boolean";
const record: Check = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const texts: Check = (value) => Array.isArray(value) && value.every(text);
const list: Check = Array.isArray;
const one =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** A MIME bundle: its keys are MIME types; binary parts are base64 text, JSON parts JSON. */
const bundle: Check = (value) =>
  record(value) &&
  Object.entries(value as object).every(
    ([type, part]) => /^[\w.+-]+\/[\w.+-]+$/.test(type) && (typeof part === "string" || /json$/.test(type)),
  );

type Fields = Readonly<Record<string, Check>>;

const error: Fields = { ename: text, evalue: text, traceback: texts };
const shown: Fields = { data: bundle, metadata: record, transient: record };

const expressions: Check = (value) =>
  record(value) &&
  Object.values(value as Record<string, Record<string, unknown>>).every((entry) =>
    entry["status"] === "ok"
      ? bundle(entry["data"]) && record(entry["metadata"])
      : entry["status"] === "error" &&
        text(entry["ename"]) &&
        text(entry["evalue"]) &&
        texts(entry["traceback"]),
  );

/** Content fields by message type; `*_reply` ones are those of a reply whose status is "ok". */
const contents: Readonly<Record<string, Fields>> = {
  status: { execution_state: one("busy", "idle", "starting") },
  stream: { name: one("stdout", "stderr"), text },
  display_data: shown,
  update_display_data: {
    ...shown,
    transient: (t) => record(t) && text((t as { display_id: unknown }).display_id),
  },
  execute_result: { ...shown, execution_count: count },
  execute_input: { code: text, execution_count: count },
  error,
  clear_output: { wait: flag },
  comm_close: { comm_id: text, data: record },
  iopub_welcome: { subscription: text },
  input_request: { prompt: text, password: flag },
  execute_reply: { execution_count: count, payload: list, user_expressions: expressions },
  kernel_info_reply: {
    protocol_version: (v) => /^\d+\.\d+$/.test(String(v)),
    implementation: text,
    implementation_version: (v) => /^\d+\.\d+\.\d+/.test(String(v)),
    language_info: (v) => {
      const info = v as Record<string, unknown>;
      return ["name", "version", "mimetype", "file_extension", "pygments_lexer"].every((key) =>
        text(info[key]),
      );
    },
    banner: text,
    help_links: (v) =>
      Array.isArray(v) && v.every((link: Record<string, unknown>) => text(link["text"]) && text(link["url"])),
    debugger: flag,
    supported_features: optional(texts),
  },
  complete_reply: { matches: texts, cursor_start: count, cursor_end: count, metadata: record },
  inspect_reply: { found: flag, data: bundle, metadata: record },
  is_complete_reply: {},
  history_reply: {
    history: (v) =>
      Array.isArray(v) &&
      v.every(
        (entry: unknown) =>
          Array.isArray(entry) &&
          entry.length === 3 &&
          count(entry[0]) &&
          count(entry[1]) &&
          (text(entry[2]) || (Array.isArray(entry[2]) && entry[2].length === 2)),
      ),
  },
  comm_info_reply: { comms: record },
  shutdown_reply: { restart: flag },
  interrupt_reply: {},
  debug_reply: {},
};

const header: Fields = {
  msg_id: text,
  msg_type: text,
  session: text,
  username: text,
  date: (v) => text(v) && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(v as string),
  version: (v) => v === "5.4",
};

function wrong(fields: Fields, value: Readonly<Record<string, unknown>>, where: string): string[] {
  return Object.entries(fields)
    .filter(([name, check]) => !check(value[name]))
    .map(([name]) => `${where}.${name} is ${JSON.stringify(value[name])}`);
}

/** A message as the checks see it. */
export interface CheckedMessage {
  readonly header: Readonly<Record<string, unknown>>;
  readonly parent_header: Readonly<Record<string, unknown>>;
  readonly metadata: unknown;
  readonly content: Readonly<Record<string, unknown>>;
}

/** All that is wrong with a message; an empty list when it is as the specification says. */
export function specificationErrors(message: CheckedMessage): string[] {
  const type = String(message.header["msg_type"]);
  const errors = wrong(header, message.header, `${type}.header`);
  if (!record(message.metadata)) errors.push(`${type}.metadata is no object`);
  const fields = contents[type];
  if (!fields) return [...errors, `${type} is no message of the specification`];
  const { content } = message;
  if (!type.endsWith("_reply") || type === "debug_reply") {
    return [...errors, ...wrong(fields, content, type)];
  }
  const { status } = content;
  if (type === "is_complete_reply") {
    if (!one("complete", "incomplete", "invalid", "unknown")(status))
      errors.push(`${type}.status is ${status}`);
    if (status === "incomplete" && !text(content["indent"])) errors.push(`${type} has no indent`);
    return errors;
  }
  if (!one("ok", "error", "aborted")(status)) errors.push(`${type}.status is ${JSON.stringify(status)}`);
  if (status === "error") errors.push(...wrong(error, content, type));
  if (status === "ok") errors.push(...wrong(fields, content, type));
  // Whoever replies names the request.
  if (!text(message.parent_header["msg_id"])) errors.push(`${type} has no parent`);
  return errors;
}
