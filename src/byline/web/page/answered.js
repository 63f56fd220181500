// Answers come here step by step and are handed to ask.js, which asks for them by `window.byline.answer`.
window.byline = window.byline ?? {};
window.byline.answer = (sent) => trigger("submit", sent);
watch("value", () => props.value && window.byline.answered?.(JSON.parse(props.value)));
