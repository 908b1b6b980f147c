import ts from "typescript";

/** Names under which a running cell finds the kernel; see `session/runtime.ts`. */
export const HOST = "__swath__";
export const STOP_FLAG = "__swath_stop__";

/** What the transformation must know of a cell. */
export interface TransformInput {
  /** Starts of identifiers (in the edited text) that name something of an earlier cell. */
  readonly carried: ReadonlySet<number>;
  /** Where the cell's own text ends in the edited text. */
  readonly end: number;
  /** Loops at the top level get a stop check too: an asynchronous cell is out of the signal's reach. */
  readonly isAsync: boolean;
  readonly onResult: () => void;
}

const f = ts.factory;
const host = (name: string) => f.createPropertyAccessExpression(f.createIdentifier(HOST), name);

/** `if (Atomics.load(flag, 0) !== 0) __swath__.stop();` at the head of a loop's body. */
function stopCheck(): ts.Statement {
  const load = f.createCallExpression(
    f.createPropertyAccessExpression(f.createIdentifier("Atomics"), "load"),
    undefined,
    [f.createIdentifier(STOP_FLAG), f.createNumericLiteral(0)],
  );
  const stop = f.createCallExpression(host("stop"), undefined, []);
  return f.createIfStatement(load, f.createExpressionStatement(stop));
}

function checkedBody(body: ts.Statement): ts.Block {
  const statements = ts.isBlock(body) ? body.statements : [body];
  return f.createBlock([stopCheck(), ...statements], true);
}

/** Adds the check to a loop; other nodes are returned as they are. */
function checkedLoop(node: ts.Node): ts.Node {
  if (ts.isWhileStatement(node))
    return f.updateWhileStatement(node, node.expression, checkedBody(node.statement));
  if (ts.isDoStatement(node)) return f.updateDoStatement(node, checkedBody(node.statement), node.expression);
  if (ts.isForStatement(node)) {
    return f.updateForStatement(
      node,
      node.initializer,
      node.condition,
      node.incrementor,
      checkedBody(node.statement),
    );
  }
  if (ts.isForOfStatement(node)) {
    const body = checkedBody(node.statement);
    return f.updateForOfStatement(node, node.awaitModifier, node.initializer, node.expression, body);
  }
  if (ts.isForInStatement(node)) {
    return f.updateForInStatement(node, node.initializer, node.expression, checkedBody(node.statement));
  }
  return node;
}

/** `x` of an earlier cell → `exports.x`; called, it must not get `exports` as its `this`. */
function carriedAccess(name: ts.Identifier): ts.Expression {
  const access = f.createPropertyAccessExpression(f.createIdentifier("exports"), name.text);
  const { parent } = name;
  const called =
    (ts.isCallExpression(parent) && parent.expression === name) ||
    (ts.isTaggedTemplateExpression(parent) && parent.tag === name);
  return called ? f.createParenthesizedExpression(f.createComma(f.createNumericLiteral(0), access)) : access;
}

/**
 * Before TypeScript's own transformation: earlier cells' names become properties of the shared scope, the last
 * expression is kept as the result, `import()` and `import.meta` go through the kernel, loops can be stopped.
 */
export function beforeTransform(input: TransformInput): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    let depth = 0;
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
      if (ts.isIdentifier(node)) {
        return node.parent && input.carried.has(node.getStart(file)) ? carriedAccess(node) : node;
      }
      if (ts.isShorthandPropertyAssignment(node) && input.carried.has(node.name.getStart(file))) {
        const access = f.createPropertyAccessExpression(f.createIdentifier("exports"), node.name.text);
        const value = node.objectAssignmentInitializer
          ? f.createAssignment(access, ts.visitNode(node.objectAssignmentInitializer, visit) as ts.Expression)
          : access;
        return f.createPropertyAssignment(f.createIdentifier(node.name.text), value);
      }
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        const args = node.arguments.map((argument) => ts.visitNode(argument, visit) as ts.Expression);
        return f.createCallExpression(host("import"), undefined, args);
      }
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return host("meta");
      const isFunction = ts.isFunctionLike(node);
      if (isFunction) depth++;
      const visited = ts.visitEachChild(node, visit, context);
      if (isFunction) depth--;
      return input.isAsync || depth > 0 ? checkedLoop(visited) : visited;
    };
    const statements = file.statements.map((statement) => ts.visitNode(statement, visit) as ts.Statement);
    for (let i = file.statements.length - 1; i >= 0; i--) {
      if (file.statements[i]!.getStart(file) >= input.end) continue;
      const statement = statements[i]!;
      if (!ts.isExpressionStatement(statement)) break;
      // Where tslab's executor looks for a cell's result.
      const result = f.createPropertyAccessExpression(host("results"), RESULT);
      const assignment = f.createExpressionStatement(f.createAssignment(result, statement.expression));
      statements[i] = ts.setTextRange(ts.setOriginalNode(assignment, file.statements[i]), file.statements[i]);
      input.onResult();
      break;
    }
    return f.updateSourceFile(file, statements);
  };
}

export const RESULT = "tsLastExpr";

/** Only the stop checks, in every loop: for files beside the notebook. */
export function stopChecks(): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const visit = (node: ts.Node): ts.Node => checkedLoop(ts.visitEachChild(node, visit, context));
    return ts.visitEachChild(file, visit, context);
  };
}

const isRequire = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  ts.isIdentifier(node.expression) &&
  node.expression.text === "require" &&
  // Calls that the author wrote have a place in the text.
  node.pos < 0;

const isCallOfDefineProperty = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  node.pos < 0 &&
  ts.isPropertyAccessExpression(node.expression) &&
  node.expression.name.text === "defineProperty" &&
  node.arguments[0]?.kind === ts.SyntaxKind.Identifier &&
  (node.arguments[0] as ts.Identifier).text === "exports";

/** `exports.a = exports.b = void 0`, which would wipe what earlier cells left under these names. */
function isWipe(node: ts.Expression): boolean {
  if (!ts.isBinaryExpression(node) || node.pos >= 0) return false;
  return ts.isVoidExpression(node.right) || isWipe(node.right);
}

/** `{ enumerable: true, get: function () { return x_1.a; } }` → `x_1.a`. */
function getterValue(descriptor: ts.Expression | undefined): ts.Expression | undefined {
  if (!descriptor || !ts.isObjectLiteralExpression(descriptor)) return undefined;
  for (const property of descriptor.properties) {
    if (!ts.isPropertyAssignment(property) || property.name.getText === undefined) continue;
    if (!ts.isFunctionExpression(property.initializer)) continue;
    const [first] = property.initializer.body.statements;
    if (first && ts.isReturnStatement(first)) return first.expression;
  }
  return undefined;
}

/** After TypeScript's transformation to CommonJS: its `require` becomes our import, its getters become plain values. */
export function afterTransform(): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const visit = (node: ts.Node): ts.Node => {
      if (isRequire(node)) {
        return f.createAwaitExpression(f.createCallExpression(host("import"), undefined, node.arguments));
      }
      return ts.visitEachChild(node, visit, context);
    };
    const statements: ts.Statement[] = [];
    for (const statement of file.statements) {
      if (ts.isExpressionStatement(statement)) {
        if (isWipe(statement.expression)) continue;
        if (isCallOfDefineProperty(statement.expression)) {
          const [, name, descriptor] = statement.expression.arguments;
          const value = getterValue(descriptor);
          if (!value) continue;
          const target = f.createElementAccessExpression(f.createIdentifier("exports"), name!);
          statements.push(f.createExpressionStatement(f.createAssignment(target, value)));
          continue;
        }
      }
      statements.push(ts.visitNode(statement, visit) as ts.Statement);
    }
    return f.updateSourceFile(file, statements);
  };
}
