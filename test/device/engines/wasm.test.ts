import { numericalSuite } from "./suite.js";

numericalSuite("wasm");
