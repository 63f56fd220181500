// Receives answers step by step and passes them to ask.js, which requests them with `window.byline.answer`.
window.byline = window.byline ?? {};
window.byline.answer = (sent) => trigger("submit", sent);
watch("value", () => props.value && window.byline.answered?.(JSON.parse(props.value)));
