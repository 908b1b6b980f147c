export { encodeSafetensors, writeSafetensors } from "./safetensors.js";
