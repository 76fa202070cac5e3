//! What every endpoint shares: how a request is read and a reply written.

mod accept;
mod body;
mod context;
mod deadline;
mod envelope;
mod idempotency;
mod incoming;
mod limits;
mod mount;
mod page;
mod patch;
mod promise;
mod reply;
mod token_request;
mod version;

pub use accept::{Rendered, Wanted};
pub use body::{File, Params, Upload, Valid};
pub use context::{Context, Today};
pub use deadline::{Patience, deadline};
pub use envelope::{catch, envelope};
pub use idempotency::IdempotencyKey;
pub use limits::{ASKS_NOBODY, Limits, Sender, limit};
pub use mount::Mount;
pub use page::{Cursor, Page, PageQuery, Seek};
pub use patch::{Changes, nullable, value};
pub use promise::Promise;
pub use reply::{Attachment, Created, Download, Json, NoContent, Printed, Public, Sealed, Streamed, Tagged};
pub use token_request::TokenRequest;
pub use version::{IfMatch, Versioned};
