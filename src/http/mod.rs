//! What every endpoint shares: how a request is read and a reply written.

mod body;
mod context;
mod envelope;
mod idempotency;
mod limits;
mod page;
mod patch;
mod promise;
mod reply;
mod version;

pub use body::{File, Params, Upload, Valid};
pub use context::{Context, Today};
pub use envelope::envelope;
pub use idempotency::IdempotencyKey;
pub use limits::{Limits, limit};
pub use page::{Cursor, Page, PageQuery, Seek};
pub use patch::{Changes, nullable, value};
pub use promise::Promise;
pub use reply::{Attachment, Created, Download, Json, NoContent, Printed, Public, Sealed, Streamed, Tagged};
pub use version::{IfMatch, Versioned};
