//! Files and directories, with errors that name the path.

use super::Error;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::{fs, io};

/// Names the path in an I/O error, which by itself never does.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Io { path: path.to_owned(), source }
}

/// A file to lock, made if it is not there.
pub(super) fn open_lock(path: &Path) -> Result<fs::File, Error> {
    fs::File::options().create(true).append(true).open(path).map_err(at(path))
}

/// A new directory that only its owner may enter.
pub(super) fn make_private(dir: &Path) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(dir)
}

/// Removes what an interrupted start left.
pub(super) fn clear(dir: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(dir)(error)),
        _ => Ok(()),
    }
}
