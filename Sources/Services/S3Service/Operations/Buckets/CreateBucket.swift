import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import IAMPolicy
import ServiceModel
import Store

extension S3Service {
    /// Creates a bucket.
    var createBucket: ServiceOperation {
        ServiceOperation(
            Operation(
                "CreateBucket",
                .s3,
                route: .s3(S3Route("PUT", .bucket)),
                isReadOnly: false,
                action: "s3:CreateBucket"
            ),
            prepare: { call in
                let target = try S3Target(call.head)
                guard BucketName.isValid(target.bucket) else { throw Words.invalidBucketName }
                try RequestLimits.checkACL(call.head)
                let region = try Self.region(of: call)
                var keys = S3ConditionKeys.keys(of: call, bucket: nil)
                keys["s3:locationconstraint"] = [region]
                let create = Permission("s3:CreateBucket", on: target.bucketARN, keys: keys)
                return (
                    AccessPlan([.permission(create)], audit: Self.audit(target)), (target, region)
                )
            },
            perform: { authorized, wanted in
                let (target, region) = wanted
                guard let account = authorized.context.caller.account else { throw Fault(.accessDenied) }
                let now = clock.now
                try await directory.update { draft in
                    if let existing = draft.snapshot.bucket(target.bucket)?.record {
                        throw existing.account == account ? Words.bucketIsYours : Words.bucketExists
                    }
                    draft.put(BucketRecord(account: account, region: region, name: target.bucket, createdAt: now))
                }
                return S3XML.empty(
                    status: 200,
                    headers: [("location", "/\(target.bucket)")],
                    audit: Self.audit(target)
                )
            }
        )
    }

    /// The region of the body, or the one the call is signed for.
    private static func region(of call: Call) throws(Fault) -> String {
        let body = try ReceivedBody.bytes(of: call)
        guard !body.isEmpty else { return call.context.region.description }
        guard let root = try? XMLReader.read(body), root.name == "CreateBucketConfiguration" else {
            throw Words.malformedXML
        }
        guard let constraint = root.string("LocationConstraint"), !constraint.isEmpty else {
            return call.context.region.description
        }
        guard let region = Region(constraint) else {
            throw Fault(
                "InvalidLocationConstraint",
                status: 400,
                "The specified location-constraint is not valid"
            )
        }
        return region.description
    }
}
