export { type WrittenExports, webAssembly } from './web-assembly.js';
export { double, I32, I64, leb, unsignedLeb, V128, type WrittenFunction, writtenModule } from './written-module.js';
