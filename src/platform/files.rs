//! Where the bytes of files lie: a folder, or anything that speaks S3. The database knows what they are and
//! whose; here they have only an id.

use crate::platform::ids::AttachmentId;
use crate::{Error, Result};
use actix_web::web::Bytes;
use futures_util::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, ObjectStoreScheme, aws::AmazonS3Builder};
use std::sync::Arc;

/// A store of files.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

/// The bytes of a file, as they come.
pub type Content = BoxStream<'static, object_store::Result<Bytes>>;

impl Files {
    /// A folder on this machine; made if it is not there. What is acknowledged is on the disk.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn in_folder(folder: &std::path::Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(Error::internal)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(Error::internal)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), prefix: Path::default() })
    }

    /// A bucket, as `s3://bucket/prefix`; endpoint, region and keys come from the usual `AWS_…` variables.
    ///
    /// # Errors
    /// When the address is none, or what it needs is missing.
    pub fn in_bucket(url: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let (scheme, path) = ObjectStoreScheme::parse(&url.parse()?)?;
        if scheme != ObjectStoreScheme::AmazonS3 {
            return Err("an address of files begins with s3://".into());
        }
        let store = AmazonS3Builder::from_env().with_url(url).build()?;
        Ok(Self { store: Arc::new(store), prefix: path })
    }

    /// Nowhere: gone with the program. For tests.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { store: Arc::new(InMemory::new()), prefix: Path::default() }
    }

    fn place(&self, id: AttachmentId) -> Path {
        self.prefix.clone().join(id.to_string())
    }

    /// Keeps a file.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn keep(&self, id: AttachmentId, bytes: Bytes) -> Result<()> {
        self.store.put(&self.place(id), bytes.into()).await.map_err(Error::internal)?;
        Ok(())
    }

    /// Opens a file.
    ///
    /// # Errors
    /// When it is not there, or the store does not answer.
    pub async fn open(&self, id: AttachmentId) -> Result<Content> {
        let found = self.store.get(&self.place(id)).await.map_err(Error::internal)?;
        Ok(found.into_stream())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt;

    #[actix_web::test]
    async fn a_folder_keeps_what_it_is_given_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("lien_the_he_files_{}", std::process::id()));
        let (files, id) = (Files::in_folder(&folder).unwrap(), AttachmentId::new());
        assert!(files.open(id).await.is_err());
        files.keep(id, Bytes::from_static(b"bytes")).await.unwrap();
        let again = Files::in_folder(&folder).unwrap();
        let parts: Vec<Bytes> = again.open(id).await.unwrap().try_collect().await.unwrap();
        assert_eq!(parts.concat(), b"bytes");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_bucket_has_an_address_of_its_own_kind() {
        for wrong in ["https://example.org/files", "/var/files", "s3"] {
            assert!(Files::in_bucket(wrong).is_err(), "{wrong}");
        }
    }
}
