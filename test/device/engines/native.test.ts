import { expect, it } from "vitest";
import { native } from "../../../lib/device/engines/native.js";
import { numericalSuite } from "./suite.js";

const { available, reason } = await native.candidate();
const required = process.env["SWATH_REQUIRE_NATIVE"] === "1";

it.skipIf(!available && !required)(`the native engine is here${available ? "" : `: no, ${reason}`}`, () => {
  expect(reason).toBe(undefined);
});

if (available) numericalSuite("native");
