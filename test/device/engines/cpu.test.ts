import { numericalSuite } from "./suite.js";

numericalSuite("cpu");
