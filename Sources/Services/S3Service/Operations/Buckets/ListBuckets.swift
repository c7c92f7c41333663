import AWSProtocols
import Ambient
import Authorization
import Directory
import ServiceModel
import Store

extension S3Service {
    /// Lists the caller's buckets.
    var listBuckets: ServiceOperation {
        ServiceOperation(
            Operation(
                "ListBuckets",
                .s3,
                route: .s3(S3Route("GET", .service)),
                isReadOnly: true,
                action: "s3:ListAllMyBuckets"
            ),
            prepare: { call in
                // Nobody has buckets of his own whom no account vouches for.
                (
                    AccessPlan([
                        .permission(
                            Permission(
                                "s3:ListAllMyBuckets",
                                on: "arn:aws:s3:::*",
                                keys: S3ConditionKeys.keys(of: call, bucket: nil)
                            )
                        )
                    ]), call.context.caller.account
                )
            },
            perform: { authorized, account in
                let buckets = authorized.snapshot.buckets(account: account ?? "")
                let document = S3XML.document("ListAllMyBucketsResult") { writer in
                    writer.element("Owner") { $0.element("ID", account) }
                    writer.element("Buckets") { writer in
                        for bucket in buckets {
                            writer.element("Bucket") { writer in
                                writer.element("Name", bucket.record.name)
                                writer.element("CreationDate", bucket.record.createdAt.rfc3339Milliseconds)
                                writer.element("BucketRegion", bucket.record.region)
                            }
                        }
                    }
                }
                return S3XML.answer(document, audit: AuditDetails())
            }
        )
    }
}
