// Starts the app for viewers.
const place = document.getElementById('app');
if (place !== null) place.textContent = 'Vitascope';

export {};
