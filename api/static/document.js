import { schemeButton } from './scheme.js';

schemeButton();
