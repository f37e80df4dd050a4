import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './app/mantine.css';
import './app/tokens.css';
import './app/base.css';
import './app/kit.css';
import { App } from './app/app.tsx';
import { Connection } from './client/connection.ts';
import { onNewToken, takeToken } from './client/token.ts';
import { connectWebSocket, socketUrl } from './client/websocket-carrier.ts';
import { applyProjector } from './features/settings/projector.ts';

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no element with the id root.');

const connection = new Connection(async () => connectWebSocket(socketUrl(window.location), takeToken()));
onNewToken(() => void connection.connect());
void connection.connect();

applyProjector();
createRoot(place).render(
  <StrictMode>
    <App connection={connection} />
  </StrictMode>,
);
