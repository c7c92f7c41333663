import HummingbirdCore
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Sends part of a file, read away from the event loops.
enum FileBody {
    private static let chunk = 256 * 1024

    /// The file changed or vanished while it was sent; the connection breaks rather than carry other bytes.
    struct Truncated: Error {}

    static func body(path: String, offset: Int, length: Int) -> ResponseBody {
        ResponseBody(contentLength: length) { writer in
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Truncated() }
            defer { close(descriptor) }
            var position = offset
            let end = offset + length
            while position < end {
                let start = position
                let wanted = min(chunk, end - start)
                let buffer = try await NIOThreadPool.singleton.runIfActive { () -> ByteBuffer in
                    var buffer = ByteBuffer()
                    let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { bytes in
                        max(0, pread(descriptor, bytes.baseAddress, wanted, off_t(start)))
                    }
                    guard count > 0 else { throw Truncated() }
                    return buffer
                }
                position += buffer.readableBytes
                try await writer.write(buffer)
            }
            try await writer.finish(nil)
        }
    }
}
