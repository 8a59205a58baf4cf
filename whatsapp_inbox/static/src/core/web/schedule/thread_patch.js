import {Thread} from "@mail/core/common/thread";

import {ScheduledCards} from "./scheduled_cards";

Object.assign(Thread.components, {ScheduledCards});
