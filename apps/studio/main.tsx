// Starts the app for the staff.
const place = document.getElementById('app');
if (place !== null) place.textContent = 'Vitascope Studio';

export {};
