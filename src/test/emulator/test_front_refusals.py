"""What API Gateway, AppSync, CloudFront, ACM and Cognito refuse."""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, CERTIFICATE, EVENTS, REGION, TAGS, Test


class FrontRefusalsTest(Test):
    def test_rest_api_with_base_path_mappings(self):
        api = self.aws("apigateway")
        id_ = api.create_rest_api(name="a")["id"]
        api.create_domain_name(domainName="x.example.com")
        api.create_base_path_mapping(domainName="x.example.com", restApiId=id_, basePath="v1")
        self.refused("BadRequestException", api.delete_rest_api, "remove all base path mappings", restApiId=id_)
        self.refused("BadRequestException", api.delete_domain_name, domainName="x.example.com")
        api.delete_base_path_mapping(domainName="x.example.com", basePath="v1")
        api.delete_rest_api(restApiId=id_)
        api.delete_domain_name(domainName="x.example.com")
        self.refused("NotFoundException", api.delete_rest_api, status=404, restApiId=id_)
        self.refused("NotFoundException", api.get_rest_api, status=404, restApiId=id_)
        self.refused("NotFoundException", api.delete_domain_name, status=404, domainName="x.example.com")

    def test_http_api_with_api_mappings(self):
        api = self.aws("apigatewayv2")
        id_ = api.create_api(Name="a", ProtocolType="HTTP")["ApiId"]
        api.create_stage(ApiId=id_, StageName="$default")
        api.create_domain_name(DomainName="x.example.com")
        mapping = api.create_api_mapping(DomainName="x.example.com", ApiId=id_, Stage="$default")["ApiMappingId"]
        self.refused("BadRequestException", api.delete_api, "remove all API mappings", ApiId=id_)
        self.refused("BadRequestException", api.delete_domain_name, DomainName="x.example.com")
        api.delete_api_mapping(DomainName="x.example.com", ApiMappingId=mapping)
        api.delete_api(ApiId=id_)
        api.delete_domain_name(DomainName="x.example.com")
        self.refused("NotFoundException", api.delete_api, status=404, ApiId=id_)
        self.refused("NotFoundException", api.get_api, status=404, ApiId=id_)
        self.refused("NotFoundException", api.delete_domain_name, status=404, DomainName="x.example.com")

    def test_usage_plan_with_stages(self):
        api = self.aws("apigateway")
        plan = api.create_usage_plan(name="p", apiStages=[{"apiId": "a", "stage": "s"}])["id"]
        self.refused("BadRequestException", api.delete_usage_plan, "API Stages associated", usagePlanId=plan)
        api.update_usage_plan(usagePlanId=plan, patchOperations=[{"op": "remove", "path": "/apiStages", "value": "a:s"}])
        api.delete_usage_plan(usagePlanId=plan)
        self.refused("NotFoundException", api.delete_usage_plan, usagePlanId=plan)
        self.refused("NotFoundException", api.get_usage_plan, usagePlanId=plan)
        self.refused("NotFoundException", api.delete_api_key, apiKey="none")

    def test_vpc_link_in_use(self):
        api, http_api = self.aws("apigateway"), self.aws("apigatewayv2")
        link = api.create_vpc_link(name="l", targetArns=["arn:x"])["id"]
        id_ = api.create_rest_api(name="a")["id"]
        where = {"restApiId": id_, "resourceId": api.get_resources(restApiId=id_)["items"][0]["id"], "httpMethod": "GET"}
        api.put_method(**where, authorizationType="NONE")
        api.put_integration(**where, type="HTTP_PROXY", integrationHttpMethod="GET", uri="http://x", connectionType="VPC_LINK", connectionId=link)
        self.refused("BadRequestException", api.delete_vpc_link, vpcLinkId=link)
        api.delete_rest_api(restApiId=id_)
        api.delete_vpc_link(vpcLinkId=link)
        self.refused("NotFoundException", api.delete_vpc_link, vpcLinkId=link)
        link = http_api.create_vpc_link(Name="l", SubnetIds=["s"])["VpcLinkId"]
        id_ = http_api.create_api(Name="a", ProtocolType="HTTP")["ApiId"]
        http_api.create_integration(ApiId=id_, IntegrationType="HTTP_PROXY", ConnectionType="VPC_LINK", ConnectionId=link, IntegrationUri="arn:x")
        self.refused("BadRequestException", http_api.delete_vpc_link, VpcLinkId=link)
        http_api.delete_api(ApiId=id_)
        http_api.delete_vpc_link(VpcLinkId=link)
        self.refused("NotFoundException", http_api.delete_vpc_link, VpcLinkId=link)

    def test_user_pool(self):
        idp = self.aws("cognito-idp")
        id_ = idp.create_user_pool(PoolName="p", DeletionProtection="ACTIVE", UserPoolTags=TAGS)["UserPool"]["Id"]
        idp.create_user_pool_domain(UserPoolId=id_, Domain="prefix")
        idp.create_user_pool_domain(UserPoolId=id_, Domain="x.example.com", CustomDomainConfig={"CertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/x"})
        told = idp.describe_user_pool(UserPoolId=id_)["UserPool"]
        self.assertEqual(("ACTIVE", "prefix", "x.example.com"), (told["DeletionProtection"], told["Domain"], told["CustomDomain"]))
        self.refused("InvalidParameterException", idp.delete_user_pool, "deletion protection", UserPoolId=id_)
        self.refused("InvalidParameterException", idp.update_user_pool, UserPoolId=id_, UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]})
        idp.update_user_pool(UserPoolId=id_, DeletionProtection="INACTIVE", UserPoolTags=TAGS)
        self.refused("InvalidParameterException", idp.delete_user_pool, "domain", UserPoolId=id_)
        idp.delete_user_pool_domain(UserPoolId=id_, Domain="prefix")
        idp.delete_user_pool_domain(UserPoolId=id_, Domain="x.example.com")
        idp.delete_user_pool(UserPoolId=id_)
        self.refused("ResourceNotFoundException", idp.delete_user_pool, UserPoolId=id_)

    def test_certificate_in_use(self):
        acm, api = self.aws("acm"), self.aws("apigateway")
        arn = acm.request_certificate(DomainName="x.example.com")["CertificateArn"]
        api.create_domain_name(domainName="x.example.com", regionalCertificateArn=arn, endpointConfiguration={"types": ["REGIONAL"]})
        user = f"arn:aws:apigateway:{REGION}::/domainnames/x.example.com"
        self.assertEqual([user], acm.describe_certificate(CertificateArn=arn)["Certificate"]["InUseBy"])
        self.refused("ResourceInUseException", acm.delete_certificate, CertificateArn=arn)
        api.delete_domain_name(domainName="x.example.com")
        self.control("POST", "properties", {arn: {"inUseBy": ["arn:aws:elasticloadbalancing:x"]}})
        self.refused("ResourceInUseException", acm.delete_certificate, CertificateArn=arn)
        self.control("POST", "properties", {arn: {"inUseBy": []}})
        acm.delete_certificate(CertificateArn=arn)
        self.refused("ResourceNotFoundException", acm.delete_certificate, CertificateArn=arn)

    def test_appsync(self):
        appsync = self.aws("appsync")
        id_ = appsync.create_graphql_api(name="g", authenticationType="API_KEY")["graphqlApi"]["apiId"]
        appsync.create_domain_name(domainName="x.example.com", certificateArn=CERTIFICATE)
        appsync.associate_api(domainName="x.example.com", apiId=id_)
        self.assertEqual(id_, appsync.get_api_association(domainName="x.example.com")["apiAssociation"]["apiId"])
        self.refused("BadRequestException", appsync.delete_graphql_api, "associated to a domain", apiId=id_)
        self.refused("BadRequestException", appsync.delete_domain_name, "must be disassociated", domainName="x.example.com")
        appsync.disassociate_api(domainName="x.example.com")
        self.refused("NotFoundException", appsync.get_api_association, domainName="x.example.com")
        appsync.delete_graphql_api(apiId=id_)
        appsync.delete_domain_name(domainName="x.example.com")
        self.refused("NotFoundException", appsync.delete_domain_name, domainName="x.example.com")
        self.refused("NotFoundException", appsync.delete_graphql_api, status=404, apiId=id_)
        self.refused("NotFoundException", appsync.get_graphql_api, apiId=id_)
        id_ = appsync.create_api(name="e", eventConfig=EVENTS)["api"]["apiId"]
        self.refused("NotFoundException", appsync.get_graphql_api, apiId=id_)
        appsync.delete_api(apiId=id_)
        self.refused("NotFoundException", appsync.delete_api, apiId=id_)
        self.refused("NotFoundException", appsync.get_api, apiId=id_)

    def test_merged_apis(self):
        appsync = self.aws("appsync")

        def made(name: str, **how) -> str:
            return appsync.create_graphql_api(name=name, authenticationType="API_KEY", **how)["graphqlApi"]["apiId"]

        source, merged = made("source"), made("merged", apiType="MERGED")
        self.refused("BadRequestException", appsync.associate_source_graphql_api, mergedApiIdentifier=source, sourceApiIdentifier=merged)
        id_ = appsync.associate_source_graphql_api(mergedApiIdentifier=merged, sourceApiIdentifier=source)["sourceApiAssociation"]["associationId"]
        for type_, ids in (("MERGED", {merged}), ("GRAPHQL", {source})):
            self.assertEqual(ids, {api["apiId"] for api in appsync.list_graphql_apis(apiType=type_)["graphqlApis"]})
        self.assertEqual({source, merged}, {api["apiId"] for api in appsync.list_graphql_apis()["graphqlApis"]})
        self.assertEqual("MERGED", appsync.get_graphql_api(apiId=merged)["graphqlApi"]["apiType"])
        self.refused("BadRequestException", appsync.delete_graphql_api, "associated with source APIs", apiId=merged)
        self.refused("BadRequestException", appsync.delete_graphql_api, "associated with a merged API", apiId=source)
        told = appsync.disassociate_source_graphql_api(mergedApiIdentifier=merged, associationId=id_)
        self.assertEqual("DELETION_SCHEDULED", told["sourceApiAssociationStatus"])
        seen = [len(appsync.list_source_api_associations(apiId=merged)["sourceApiAssociationSummaries"]) for _ in range(2)]
        self.assertEqual([1, 0], seen)
        self.refused("NotFoundException", appsync.get_source_api_association, mergedApiIdentifier=merged, associationId=id_)
        for api in (source, merged):
            appsync.delete_graphql_api(apiId=api)
        self.refused("NotFoundException", appsync.list_source_api_associations, apiId=merged)

    def test_distribution(self):
        cloudfront, id_ = self.aws("cloudfront"), self.distribution()["Id"]
        self.control("POST", "pace", {"distribution": 2})
        told = cloudfront.get_distribution_config(Id=id_)
        listed = cloudfront.list_distributions()["DistributionList"]["Items"][0]
        self.assertEqual(told["DistributionConfig"]["Comment"], listed["Comment"])
        self.assertTrue(listed["Enabled"])
        self.refused("DistributionNotDisabled", cloudfront.delete_distribution, status=409, Id=id_, IfMatch=told["ETag"])
        told["DistributionConfig"]["Enabled"] = False
        self.refused("PreconditionFailed", cloudfront.update_distribution, status=412, Id=id_, IfMatch="old", DistributionConfig=told["DistributionConfig"])
        etag = cloudfront.update_distribution(Id=id_, IfMatch=told["ETag"], DistributionConfig=told["DistributionConfig"])["ETag"]
        self.assertNotEqual(told["ETag"], etag)
        self.refused("DistributionNotDisabled", cloudfront.delete_distribution, Id=id_, IfMatch=etag)
        statuses = [cloudfront.get_distribution(Id=id_)["Distribution"]["Status"] for _ in range(3)]
        self.assertEqual(["InProgress", "InProgress", "Deployed"], statuses)
        self.assertEqual(etag, cloudfront.get_distribution(Id=id_)["ETag"])
        cloudfront.delete_distribution(Id=id_, IfMatch=etag)
        self.refused("NoSuchDistribution", cloudfront.delete_distribution, status=404, Id=id_, IfMatch=etag)
        self.refused("NoSuchDistribution", cloudfront.get_distribution, Id=id_)


if __name__ == "__main__":
    unittest.main()
