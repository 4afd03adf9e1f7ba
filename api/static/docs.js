// Starts Swagger UI on this server's own document.
const reader = document.getElementById("reader");
SwaggerUIBundle({
  url: reader.dataset.document,
  domNode: reader,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
});
