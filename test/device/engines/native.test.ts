import { numericalSuite } from "./suite.js";

numericalSuite("native");
