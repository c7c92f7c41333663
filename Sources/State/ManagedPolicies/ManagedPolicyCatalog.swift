import Ambient
import CManagedPolicies
import Synchronization

/// The policies AWS manages, read from the data compiled into the program, as little of it as is asked for.
package final class ManagedPolicyCatalog: Sendable {
    /// Sorted by name.
    package let policies: [CatalogPolicy]
    private let byARN: [String: Int]
    private let blocks: [CompressedBlock]
    private let inflated = Mutex<[Int: [UInt8]]>([:])

    /// Reads the index.
    ///
    /// - Throws: `CatalogError` if the data is damaged, which a build that passed its tests cannot have.
    package init() throws(CatalogError) {
        var reader = CatalogReader(
            UnsafeRawBufferPointer(start: lanyard_managed_policies(), count: lanyard_managed_policies_count())
        )
        (policies, blocks) = try reader.catalog()
        byARN = Dictionary(
            policies.enumerated().map { ($0.element.arn, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The policy of an ARN.
    package func policy(arn: String) -> CatalogPolicy? { byARN[arn].map { policies[$0] } }

    /// The document of a policy's default version, as JSON.
    ///
    /// - Throws: `CatalogError` if the data is damaged.
    package func document(of policy: CatalogPolicy) throws(CatalogError) -> String {
        let block = try bytes(ofBlock: policy.block)
        guard policy.offset + policy.length <= block.count else { throw CatalogError() }
        return String(decoding: block[policy.offset..<policy.offset + policy.length], as: UTF8.self)
    }

    /// The last few blocks stay inflated; compiled documents are kept elsewhere.
    private func bytes(ofBlock number: Int) throws(CatalogError) -> [UInt8] {
        if let known = inflated.withLock({ $0[number] }) { return known }
        guard blocks.indices.contains(number) else { throw CatalogError() }
        let bytes = try blocks[number].inflated()
        inflated.withLock { cache in
            if cache.count >= 2 { cache.removeAll() }
            cache[number] = bytes
        }
        return bytes
    }
}

/// The data compiled into the program is damaged.
package struct CatalogError: Error, CustomStringConvertible {
    package var description: String { "the AWS managed policies in this program are damaged: build it again" }
}
