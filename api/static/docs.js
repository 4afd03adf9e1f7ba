// Starts Swagger UI on this server's own document. It heads no list of operations, and offers a choice of one server.
const Headed = (Operations, { React }) => (given) =>
  React.createElement("section", null,
    React.createElement("h2", { className: "operations-head" }, "Operations"), React.createElement(Operations, given));
const reader = document.getElementById("reader");
SwaggerUIBundle({
  url: reader.dataset.document,
  domNode: reader,
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  tryItOutEnabled: true,
  validatorUrl: null,
  plugins: [{ wrapComponents: { operations: Headed, ServersContainer: () => () => null } }],
});
